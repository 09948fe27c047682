/** The bus of an account that every event goes to that names none. */
export const defaultBus = "default";

/** A bus is given by its name or its ARN. */
export function busNameOf(nameOrArn: string = defaultBus): string {
  return nameOrArn.replace(/^arn:.*:event-bus\//, "");
}
