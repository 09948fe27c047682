/** A run that breaks off: what it ends with, until the error that was caught, with a cause or without, is put into words. */
export function brokenOff(name: string) {
  return {
    Type: "Pass",
    Parameters: { error: name, "caught.$": "$", "cause.$": "States.JsonToString($)" },
    Next: "DescribeFailure",
  };
}
