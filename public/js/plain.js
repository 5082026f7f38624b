// Markdown as plain text, for the stage.

/** Markdown without its marks. @param {string} text */
export function plain(text) {
  return text.replace(/\*\*|\\(?=[^\w\s])/g, "").replace(/^\|[\s:|-]+\|$\n?/gm, "").replace(/^\|\s*(.*?)\s*\|$/gm, (_, row) => row.replace(/\s*\|\s*/g, " · "));
}
