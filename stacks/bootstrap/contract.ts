import { Contract, text } from "../base/contract";

/** What `bootstrap` tells: the setting `backend.bucket` of every later run. */
export const bootstrapContract = new Contract({
  state_bucket: text("Name of the bucket that Terraform states are kept in."),
  state_bucket_arn: text("ARN of that bucket, for the policies of whoever deploys."),
});
