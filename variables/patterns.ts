/** Patterns of AWS's names, as they stand in a text of Terraform's language: what it would escape is escaped. */

/** Beginning of an ARN, in any partition. */
export const partition = "arn:aws[a-z-]*";

const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
/** Id of a KMS key. `mrk-` keys exist in several Regions under the same id. */
export const keyId = `(${uuid}|mrk-[0-9a-f]{32})`;
export const keyArn = `${partition}:kms:[a-z0-9-]+:[0-9]{12}:key/${keyId}`;
export const keyAlias = "alias/[a-zA-Z0-9/_-]+";
export const keyAliasArn = `${partition}:kms:[a-z0-9-]+:[0-9]{12}:${keyAlias}`;

/** A standard topic: neither EventBridge nor CloudWatch's alarms publish to a FIFO topic. */
export const topicArn = `${partition}:sns:[a-z0-9-]+:[0-9]{12}:[a-zA-Z0-9_-]{1,256}`;

/** The characters of an IAM tag (IAM, TagRole), the narrowest of the services whose resources get the tags. */
export const tagCharacters = "[\\\\p{L}\\\\p{Z}\\\\p{N}_.:/=+@-]";

/** `rate(…)` or `cron(…)`, as EventBridge takes them. */
export const scheduleExpression =
  "(rate\\\\((1 (minute|hour|day)|([2-9]|[1-9][0-9]+) (minutes|hours|days))\\\\)|cron\\\\([^ ()]+ [^ ()]+ (\\\\? [^ ()]+ [^ ()]+|[^ ()]+ [^ ()]+ \\\\?) [^ ()]+\\\\))";

/** A Region, such as us-east-1. */
export const region = "[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}";
export const subnetId = "subnet-[0-9a-f]{8,17}";
export const securityGroupId = "sg-[0-9a-f]{8,17}";
export const accountId = "[0-9]{12}";
