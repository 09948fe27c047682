import type { Filter, Image } from "@aws-sdk/client-ec2";
import { ec2Error, require } from "./errors.ts";

/** Whether an image passes all filters; a filter's values are alternatives. */
export function passes(image: Image, filters: readonly Filter[]): boolean {
  return filters.every(({ Name = "", Values = [] }) => {
    require(Values.length <= 200, "FilterLimitExceeded");
    const actual = valuesOf(image, Name);
    return Values.some((pattern) => actual.some((value) => matches(pattern, value)));
  });
}

function valuesOf(image: Image, name: string): readonly string[] {
  const tags = image.Tags ?? [];
  if (name.startsWith("tag:")) {
    return tags.filter((tag) => tag.Key === name.slice(4)).map((tag) => tag.Value ?? "");
  }
  switch (name) {
    case "tag-key":
      return tags.map((tag) => tag.Key ?? "");
    case "image-id":
      return [image.ImageId ?? ""];
    case "name":
      return [image.Name ?? ""];
    case "state":
      return [image.State ?? ""];
    case "architecture":
      return [image.Architecture ?? ""];
    default:
      throw ec2Error("InvalidParameterValue", `The filter '${name}' is invalid`);
  }
}

/** `*` stands for any text, `?` for one character, and a backslash takes either's meaning away. */
function matches(pattern: string, value: string): boolean {
  const expression = pattern.replaceAll(/\\(.)|([\s\S])/g, (_, escaped?: string, plain?: string) => {
    if (plain === "*") {
      return "[\\s\\S]*";
    }
    return plain === "?" ? "[\\s\\S]" : `\\u{${(escaped ?? plain ?? "").codePointAt(0)?.toString(16) ?? "0"}}`;
  });
  return new RegExp(`^${expression}$`, "u").test(value);
}
