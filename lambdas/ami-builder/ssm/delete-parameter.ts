import { DeleteParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { callAws } from "../../shared/aws-errors.ts";
import { AwsRequestError } from "../errors.ts";
import { readImageParameter } from "./image-parameter.ts";

/**
 * Deletes a parameter, if it names an image. One that is gone, or names another by now, is fine.
 *
 * @param ssm client in the image's Region
 * @param Name the parameter
 * @param imageId the image
 * @throws AwsTransientError, AwsRequestError
 */
export async function deleteParameterOf(ssm: SSMClient, Name: string, imageId: string): Promise<void> {
  if ((await readImageParameter(ssm, Name)) !== imageId) return;
  try {
    await callAws("DeleteParameter", () => ssm.send(new DeleteParameterCommand({ Name })));
  } catch (error) {
    if (!(error instanceof AwsRequestError && error.code === "ParameterNotFound")) throw error;
  }
}
