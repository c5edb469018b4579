/** The JSON of what is shared, behind a comma, from when it is first asked for. */
const encodings = new WeakMap<object, Buffer | undefined>();

/** Freezes what stands in many answers as it is, so that its JSON is made once for all of them. */
export function shareJson<Value extends object>(value: Value): Value {
  encodings.set(value, undefined);
  return Object.freeze(value);
}

/**
 * The bytes of `JSON.stringify(value)`, and of null where that has no JSON. What is shared is looked for where answers have it:
 * in lists, and in the plain objects around them.
 */
export function encodeJson(value: unknown): Buffer {
  const parts = encodeJsonParts(value);
  const [only, ...others] = parts;
  return only && others.length === 0 ? only : Buffer.concat(parts);
}

/** The same in parts, of which those that are shared are not copied. */
export function encodeJsonParts(value: unknown): Buffer[] {
  const json = new JsonWriter();
  json.write(value, maxDepth);
  return json.toParts();
}

/** `[{ result: { data: { items: […] } } }]` */
const maxDepth = 5;

class JsonWriter {
  readonly #chunks: Buffer[] = [];
  #text = '';

  write(value: unknown, depth: number): void {
    if (isShared(value)) this.#writeBytes(encodingOf(value).subarray(1));
    else if (depth > 0 && isListOfShared(value)) this.#writeList(value, depth);
    else if (depth > 0 && isPlain(value)) this.#writeObject(value, depth);
    else this.#text += JSON.stringify(value) ?? 'null';
  }

  toParts(): Buffer[] {
    this.#flush();
    return this.#chunks;
  }

  #writeList(list: unknown[], depth: number): void {
    this.#text += '[';
    for (const [index, item] of list.entries()) {
      if (index > 0 && isShared(item)) this.#writeBytes(encodingOf(item));
      else {
        if (index > 0) this.#text += ',';
        this.write(item, depth - 1);
      }
    }
    this.#text += ']';
  }

  #writeObject(object: object, depth: number): void {
    let separator = '{';
    for (const [key, value] of Object.entries(object)) {
      if (value === undefined) continue;
      this.#text += `${separator}${JSON.stringify(key)}:`;
      this.write(value, depth - 1);
      separator = ',';
    }
    this.#text += separator === '{' ? '{}' : '}';
  }

  #writeBytes(bytes: Buffer): void {
    this.#flush();
    this.#chunks.push(bytes);
  }

  #flush(): void {
    if (this.#text === '') return;
    this.#chunks.push(Buffer.from(this.#text));
    this.#text = '';
  }
}

function isShared(value: unknown): value is object {
  return typeof value === 'object' && value !== null && encodings.has(value);
}

/** A list of one is a batch of one call. */
function isListOfShared(value: unknown): value is unknown[] {
  return Array.isArray(value) && (value.length === 1 || value.some(isShared));
}

function isPlain(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    !('toJSON' in value)
  );
}

function encodingOf(value: object): Buffer {
  const known = encodings.get(value);
  if (known) return known;
  const text = `,${JSON.stringify(value)}`;
  // Not of the pool, of which a few bytes that stay keep 8 kB.
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text);
  encodings.set(value, bytes);
  return bytes;
}
