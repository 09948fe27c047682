/** An instance profile: what hands a role to an instance. */
export interface InstanceProfile {
  readonly name: string;
  readonly arn: string;
  /** The role that it holds. */
  readonly roleArn: string | undefined;
  /** Whether that role lets EC2 assume it; otherwise nothing on the instance has credentials. */
  readonly isTrusted: boolean;
  /** From when on EC2 knows it, in milliseconds since 1970: IAM's news take a while. */
  readonly knownFrom?: number;
}
