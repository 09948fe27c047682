import type { Service } from "./service.ts";

/** A call that a service answered well. */
export interface AnsweredCall {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  /** Parameters and answer, as the SDK has them. */
  readonly input: object;
  readonly output: object;
  /** The execution that the caller works for, if any. */
  readonly executionArn?: string | undefined;
}

/**
 * A service that tells of its answers, at the moment they take effect.
 *
 * @param name the service's name
 * @param service what answers
 * @param observe is told of every call that succeeded
 */
export function watchAnswers(name: string, service: Service, observe: (call: AnsweredCall) => void): Service {
  return {
    ...service,
    call: async (operation, input, context) => {
      const output = await service.call(operation, input, context);
      const { region, executionArn } = context;
      observe({ service: name, operation, region, input, output, executionArn });
      return output;
    },
  };
}
