import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { EvaluationError, ModuleError } from "../errors.ts";
import { encodeJson, isList, isObject, toText, toValue, type Value } from "../values.ts";
import { takes, type TerraformFunction } from "./arguments.ts";
import { decodeYaml } from "./yaml.ts";

/** What Terraform does with JSON, YAML, Base64 and digests. */
export const encodingFunctions: Readonly<Record<string, TerraformFunction>> = {
  base64decode: takes(1, (text = null) => decodeBase64(toText(text))),
  base64encode: takes(1, (text = null) => Buffer.from(toText(text)).toString("base64")),
  base64sha256: takes(1, (text = null) => digest("sha256", toText(text), "base64")),
  filebase64sha256: takes(1, (path = null) => digest("sha256", readFileSync(toText(path)), "base64")),
  jsondecode: takes(1, (text = null) => decodeJson(toText(text))),
  jsonencode: takes(1, (value = null) => encodeJson(value)),
  md5: takes(1, (text = null) => digest("md5", toText(text), "hex")),
  nonsensitive: takes(1, (value = null) => value),
  sensitive: takes(1, (value = null) => value),
  sha256: takes(1, (text = null) => digest("sha256", toText(text), "hex")),
  yamldecode: takes(1, (text = null) => decodeYaml(toText(text))),
};

function digest(algorithm: string, data: string | Buffer, encoding: "base64" | "hex"): string {
  return createHash(algorithm).update(data).digest(encoding);
}

function decodeBase64(text: string): string {
  const bytes = Buffer.from(text, "base64");
  const decoded = bytes.toString();
  if (bytes.toString("base64") !== text || !Buffer.from(decoded).equals(bytes)) {
    throw new EvaluationError("base64decode needs Base64 of a text");
  }
  return decoded.normalize("NFC");
}

function decodeJson(text: string): Value {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new EvaluationError("jsondecode needs JSON", { cause: error });
  }
  const value = toValue(data);
  requireKeptDigits(value);
  return value;
}

/** JavaScript keeps 15 digits of any number; Terraform keeps more. */
function requireKeptDigits(value: Value): void {
  if (isList(value)) value.forEach(requireKeptDigits);
  else if (isObject(value)) Object.values(value).forEach(requireKeptDigits);
  else if (typeof value === "number" && !Number.isSafeInteger(value)) {
    const digits = String(value).replace(/e.*$/, "").replace(/\D/g, "").replace(/^0+/, "");
    if (digits.length > 15 || Number.isInteger(value)) {
      throw new ModuleError(`The number ${value} has more digits than can be kept`);
    }
  }
}
