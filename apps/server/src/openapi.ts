export function createOpenApiDocument({ baseUrl = '/' }: { baseUrl?: string | undefined } = {}): object {
  return { baseUrl };
}
