import type { Bar, Chart } from './chart.ts';

const width = 760;
const labels = 290;
const figures = 100;
const rowHeight = 26;
const groupGap = 14;
const lineHeight = 18;
const top = 48;

/** Bars as an SVG that follows the reader's light or dark page. */
export function drawChart({ id, title, groups, lines }: Chart): string {
  let y = top;
  const parts: string[] = [];
  for (const bars of groups) {
    const scale =
      (width - labels - figures) / Math.max(...bars.flatMap(({ value, goal = 0 }) => [value, goal]));
    for (const bar of bars) {
      parts.push(drawBar(bar, { y, scale }));
      y += rowHeight;
    }
    y += groupGap;
  }
  for (const line of lines) {
    parts.push(text(line, { x: 16, y: y + 8, className: 'note' }));
    y += lineHeight;
  }
  const height = y + 12;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${toXml(`${id}: ${title}`)}">
<style>
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  text.title { font-size: 15px; font-weight: 600 }
  text.note { font-size: 12px; fill: #59636e }
  .paper { fill: #ffffff } .base { fill: #9aa7b5 } .own { fill: #0969da } .goal { fill: #bc4c00 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc } text.note { fill: #9198a1 }
    .paper { fill: #0d1117 } .base { fill: #57616d } .own { fill: #4493f8 } .goal { fill: #f0883e }
  }
</style>
<rect class="paper" width="${width}" height="${height}" rx="6"/>
${[text(`${id}  ${title}`, { x: 16, y: 28, className: 'title' }), ...parts].join('\n')}
</svg>
`;
}

function drawBar(bar: Bar, { y, scale }: { y: number; scale: number }): string {
  const length = Math.max(1, bar.value * scale);
  const end = labels + length;
  const goal = bar.goal === undefined ? 0 : labels + bar.goal * scale;
  const isInTheWay = goal > end && goal < end + figures;
  const parts = [
    text(bar.name, { x: labels - 10, y: y + 14, anchor: 'end' }),
    `<rect class="${bar.isBase ? 'base' : 'own'}" x="${labels}" y="${y}" width="${length.toFixed(1)}" height="18" rx="2"/>`,
    text(bar.text, { x: Math.round(isInTheWay ? goal : end) + 8, y: y + 14 }),
  ];
  if (goal > 0)
    parts.push(`<rect class="goal" x="${(goal - 1).toFixed(1)}" y="${y - 3}" width="2" height="24"/>`);
  return parts.join('');
}

function text(
  content: string,
  { x, y, anchor, className }: { x: number; y: number; anchor?: string; className?: string },
): string {
  const attributes = [
    ...(anchor ? [` text-anchor="${anchor}"`] : []),
    ...(className ? [` class="${className}"`] : []),
  ].join('');
  return `<text x="${x}" y="${y}"${attributes}>${toXml(content)}</text>`;
}

function toXml(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
