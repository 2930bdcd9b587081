import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { App, TerraformStack } from "cdktf";

/** The smallest program that does something: what nobody who uses cdktf and the AWS provider can get below. */
const app = new App();
const stack = new TerraformStack(app, "smallest");
new AwsProvider(stack, "aws", { region: "eu-west-1" });
new Vpc(stack, "vpc", { cidrBlock: "10.0.0.0/16" });
app.synth();
