/** The package has no types of its own. */
declare module 'regenerate-unicode-properties/Property_of_Strings/RGI_Emoji.js' {
  const sequences: { characters: { toArray(): number[] }; strings: string[] };
  // biome-ignore lint/style/noDefaultExport: the package has one.
  export default sequences;
}
