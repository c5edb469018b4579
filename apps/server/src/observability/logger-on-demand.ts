import type { FastifyBaseLogger } from 'fastify';

type Line = [fields: object, message?: string];

/** A logger made when a line is written: most requests write none, and making one costs as much as a line. */
export class LoggerOnDemand implements FastifyBaseLogger {
  readonly #make: () => FastifyBaseLogger;
  #made: FastifyBaseLogger | undefined;

  constructor(make: () => FastifyBaseLogger) {
    this.#make = make;
  }

  get #logger(): FastifyBaseLogger {
    this.#made ??= this.#make();
    return this.#made;
  }

  get level() {
    return this.#logger.level;
  }

  set level(level) {
    this.#logger.level = level;
  }

  child(...args: Parameters<FastifyBaseLogger['child']>) {
    return this.#logger.child(...args);
  }

  fatal(...line: Line) {
    this.#logger.fatal(...line);
  }

  error(...line: Line) {
    this.#logger.error(...line);
  }

  warn(...line: Line) {
    this.#logger.warn(...line);
  }

  info(...line: Line) {
    this.#logger.info(...line);
  }

  debug(...line: Line) {
    this.#logger.debug(...line);
  }

  trace(...line: Line) {
    this.#logger.trace(...line);
  }

  silent(...line: Line) {
    this.#logger.silent(...line);
  }
}
