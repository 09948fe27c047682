/**
 * Keys of a command's output in the bucket, as Systems Manager names them for AWS-RunShellScript.
 *
 * @param prefix the OutputS3KeyPrefix that the command was sent with
 */
export function outputKeys(prefix: string, commandId: string, instanceId: string) {
  const folder = `${prefix}/${commandId}/${instanceId}/awsrunShellScript/0.awsrunShellScript`;
  return { stdout: `${folder}/stdout`, stderr: `${folder}/stderr` } as const;
}
