import { arnOf, type ParameterPlace } from "./arn.ts";
import type { ParameterVersion } from "./parameter.ts";
import type { FoundParameter } from "./store.ts";

/** What is shown of a SecureString that nobody asked to decrypt. */
const encrypted = "AQICAHh-encrypted";

/** A parameter as GetParameter shows it. */
export function viewParameter(
  { parameter, version }: FoundParameter,
  place: ParameterPlace,
  withDecryption: boolean,
  selector?: string,
): object {
  return {
    Name: parameter.name,
    ...(selector === undefined ? {} : { Selector: `:${selector}` }),
    Type: parameter.type,
    Value: shownValue({ parameter, version }, withDecryption),
    Version: version.version,
    LastModifiedDate: version.modifiedAt / 1_000,
    ARN: arnOf(parameter, place),
    DataType: parameter.dataType,
  };
}

/** A version as GetParameterHistory shows it. */
export function viewHistory(found: FoundParameter, withDecryption: boolean): object {
  const { parameter, version } = found;
  return {
    Name: parameter.name,
    Type: parameter.type,
    KeyId: version.keyId,
    LastModifiedDate: version.modifiedAt / 1_000,
    LastModifiedUser: version.modifiedBy,
    Description: version.description,
    Value: shownValue(found, withDecryption),
    Version: version.version,
    Labels: labelsOf(version),
    Tier: version.tier,
    Policies: [],
    DataType: parameter.dataType,
  };
}

/** The labels of a version in the order of the alphabet. */
export function labelsOf({ labels }: ParameterVersion): readonly string[] {
  return [...labels].sort();
}

function shownValue({ parameter, version }: FoundParameter, withDecryption: boolean): string {
  return parameter.type === "SecureString" && !withDecryption ? encrypted : version.value;
}
