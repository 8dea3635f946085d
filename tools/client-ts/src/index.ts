export { Client, toJson, type ClientOptions, type Parameters } from "./client.js";
export { ProblemError, UnreachableError } from "./errors.js";
export { challengeOf, type Signer } from "./session.js";
export {
  StreamError,
  type ChangeEvent,
  type ChangeRow,
  type Feed,
  type FollowChangesOptions,
  type FollowOptions,
  type StreamEvent,
} from "./stream.js";
export * from "./commands.js";
export * from "./types.js";
