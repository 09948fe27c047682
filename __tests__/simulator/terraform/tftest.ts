/** A text in HCL. */
export function hclText(text: string): string {
  return JSON.stringify(text).replace(/[$%](?=\{)/g, "$&$&");
}

/** Data in HCL. */
export function hcl(data: unknown): string {
  return `jsondecode(${hclText(JSON.stringify(data))})`;
}

/** An assertion of Terraform's tests. */
export function assertion(condition: string, message: string): string {
  return `  assert {\n    condition = ${condition}\n    error_message = ${hclText(message)}\n  }\n`;
}
