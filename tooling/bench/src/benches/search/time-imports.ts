/** How long the imports into Typesense take that a run sends, of ready-made lines, without what goes on around them. */
export async function timeImports(run: () => Promise<unknown>): Promise<number> {
  const original = globalThis.fetch;
  let spentMs = 0;
  try {
    globalThis.fetch = async (input, init) => {
      if (!/tweets.*import/.test(String(input))) return original(input, init);
      const startedAt = performance.now();
      const response = await original(input, init);
      const text = await response.text();
      spentMs += performance.now() - startedAt;
      return new Response(text, { status: response.status });
    };
    await run();
  } finally {
    globalThis.fetch = original;
  }
  return spentMs;
}
