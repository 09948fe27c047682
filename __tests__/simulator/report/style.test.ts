import { expect, test } from "vitest";
import { colours as barColours, style, tones } from "../../../simulator/report/style.ts";

/** The colours of each scheme by name, as the style declares them. */
const [light = {}, dark = {}] = [...style.text.matchAll(/:root \{([^}]*)\}/g)].map(([, block = ""]) =>
  Object.fromEntries(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name = "", colour = ""]) => [name, colour]),
  ),
);

/** Relative luminance by WCAG 2. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const share = parseInt(colour.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(left: string, right: string): number {
  const [low = 0, high = 0] = [luminance(left), luminance(right)].sort((one, other) => one - other);
  return (high + 0.05) / (low + 0.05);
}

test("contrast is measured as WCAG does", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrast("#767676", "#ffffff")).toBeCloseTo(4.54, 2);
});

test.each([
  ["light", light],
  ["dark", dark],
])("the %s scheme has enough contrast", (_, colours: Readonly<Record<string, string>>) => {
  const between = (left: string, right: string) => contrast(colours[left] ?? "", colours[right] ?? "");
  for (const text of ["text", "muted", ...tones]) {
    expect(between(text, "ground"), text).toBeGreaterThanOrEqual(4.5);
  }
  for (const phase of barColours) {
    expect(between(phase, "panel"), `${phase} bar`).toBeGreaterThanOrEqual(3);
    expect(between("on-bar", phase), `label of a ${phase} bar`).toBeGreaterThanOrEqual(4.5);
  }
});
