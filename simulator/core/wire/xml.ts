const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#xD;",
};

/** Text as it stands between two tags. */
export function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"\r]/g, (character) => entities[character] ?? character);
}

/** An element around content that is XML already. */
export function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}
