import {
  GetParameterCommand,
  paginateGetParameterHistory,
  PutParameterCommand,
  type SSMClient,
  type Tag,
} from "@aws-sdk/client-ssm";
import { callAws } from "../../shared/aws-errors.ts";
import { AwsRequestError, AwsTransientError, ParameterNotAcceptedError } from "../errors.ts";

/** Systems Manager looks whether there is such an image before it shows a value of this type (User Guide, AMI parameters). */
const DataType = "aws:ec2:image";

/**
 * The image that a parameter names.
 *
 * @returns undefined if there is no such parameter
 * @throws AwsTransientError, AwsRequestError
 */
export async function readImageParameter(ssm: SSMClient, Name: string): Promise<string | undefined> {
  try {
    const { Parameter } = await callAws("GetParameter", () => ssm.send(new GetParameterCommand({ Name })));
    return Parameter?.Value;
  } catch (error) {
    if (error instanceof AwsRequestError && error.code === "ParameterNotFound") return undefined;
    throw error;
  }
}

/**
 * Lets a parameter name an image, unless it does already, and looks whether it shows it: Systems Manager takes a value before it has checked
 * it, and drops it where the check fails (User Guide, AMI parameters). A parameter that is new is tagged.
 *
 * @param ssm client in the image's Region
 * @param Name the parameter
 * @param Value the image
 * @param present what the parameter names now; undefined if it is not there
 * @param Tags tags of a new parameter
 * @throws ParameterNotAcceptedError while it does not show the image: to be tried again
 * @throws AwsTransientError, AwsRequestError
 */
export async function writeImageParameter(
  ssm: SSMClient,
  Name: string,
  Value: string,
  present: string | undefined,
  Tags: readonly Tag[],
): Promise<void> {
  if (present === Value) return;
  const isNew = present === undefined;
  try {
    await callAws("PutParameter", () =>
      ssm.send(
        new PutParameterCommand({
          Name,
          Value,
          Type: "String",
          DataType,
          // Systems Manager takes tags with a new parameter alone (API Reference, PutParameter).
          ...(isNew ? { Tags: [...Tags] } : { Overwrite: true }),
        }),
      ),
    );
  } catch (error) {
    if (error instanceof AwsRequestError && error.code === "ParameterAlreadyExists") {
      throw new AwsTransientError(`PutParameter: ${Name} was made by somebody else in this moment.`, { cause: error });
    }
    throw error;
  }
  if ((await readImageParameter(ssm, Name)) !== Value) {
    throw new ParameterNotAcceptedError(
      `Systems Manager took ${Value} for ${Name}, but does not show it yet. It drops an image that it cannot see: look whether the image is there and the parameter is of the data type ${DataType}.`,
    );
  }
}

/**
 * Writes parameters for several items. One that does not show its value yet keeps none of the others waiting: there is one try more for all,
 * and not one for each.
 *
 * @param items what parameters are written for
 * @param write writes those of an item
 * @returns what came of each
 * @throws ParameterNotAcceptedError once all are written, and what else `write` throws at once
 */
export async function writeEach<Item, Result>(
  items: readonly Item[],
  write: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const notAccepted: ParameterNotAcceptedError[] = [];
  for (const item of items) {
    try {
      results.push(await write(item));
    } catch (error) {
      if (!(error instanceof ParameterNotAcceptedError)) throw error;
      notAccepted.push(error);
    }
  }
  if (notAccepted[0] !== undefined) throw notAccepted[0];
  return results;
}

/**
 * All values that a parameter had, the oldest first.
 *
 * @throws AwsTransientError, AwsRequestError
 */
export function parameterHistory(ssm: SSMClient, Name: string): Promise<readonly string[]> {
  return callAws("GetParameterHistory", async () => {
    const values: string[] = [];
    for await (const page of paginateGetParameterHistory({ client: ssm, pageSize: 50 }, { Name })) {
      values.push(...(page.Parameters ?? []).flatMap((version) => version.Value ?? []));
    }
    return values;
  });
}
