import { request } from "node:http";
import { connect } from "node:net";
import { beforeAll, describe, expect, it } from "vitest";
import { emulatorMissing, useEmulator } from "./support/emulator";

const account = useEmulator();

/** fetch sends no Host header of ours. */
function statusFor(headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(`${account().endpoint}/_strata/secrets`, { headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on("error", reject)
      .end();
  });
}

describe.skipIf(emulatorMissing)("the emulated account", () => {
  it("is on 127.0.0.1 and on no other address", async () => {
    const port = Number(new URL(account().endpoint).port);
    const outcome = new Promise((resolve, reject) => {
      connect(port, "127.0.0.2").on("connect", resolve).on("error", reject);
    });
    await expect(outcome).rejects.toThrow(/ECONNREFUSED|EADDRNOTAVAIL|ETIMEDOUT/);
  });

  it("refuses what comes from a page in a browser, whose names may lead here", async () => {
    expect(await statusFor({})).toBe(200);
    expect(await statusFor({ Origin: "https://example.com" })).toBe(403);
    expect(await statusFor({ "Sec-Fetch-Site": "cross-site" })).toBe(403);
    expect(await statusFor({ Host: "rebound.example.com" })).toBe(403);
  });

  it("says what it can't do for an admin", async () => {
    await expect(account().admin("secret")).rejects.toThrow("no GET /_strata/secret: see emulator/admin.py");
    await expect(account().admin("databases/none/stop", "POST")).rejects.toThrow('no database "none"');
  });

  describe("a bucket for Terraform's state", () => {
    const lock = (headers: Record<string, string> = {}, method = "PUT") =>
      account().call(
        "s3",
        method,
        "/states/net.tfstate.tflock",
        method === "PUT" ? "held" : undefined,
        headers,
      );

    beforeAll(async () => {
      const place = `<LocationConstraint>${account().region}</LocationConstraint>`;
      await account().call(
        "s3",
        "PUT",
        "/states",
        `<CreateBucketConfiguration>${place}</CreateBucketConfiguration>`,
      );
      const policy = {
        Version: "2012-10-17",
        Statement: {
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: ["arn:aws:s3:::states", "arn:aws:s3:::states/*"],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      };
      expect((await account().call("s3", "PUT", "/states?policy", policy)).status).toBeLessThan(300);
    });

    it("takes a lock once, and again when it is released", async () => {
      expect((await lock({ "If-None-Match": "*" })).status).toBe(200);
      expect((await lock({ "If-None-Match": "*" })).status).toBe(412);
      expect((await lock({}, "DELETE")).status).toBe(204);
      expect((await lock({ "If-None-Match": "*" })).status).toBe(200);
    });
  });

  describe("what Terraform needs and moto lacks", () => {
    it("gives hosted zones ids as AWS does", async () => {
      const zone =
        '<CreateHostedZoneRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/">' +
        "<Name>example.com</Name><CallerReference>1</CallerReference></CreateHostedZoneRequest>";
      const { body } = await account().call("route53", "POST", "/2013-04-01/hostedzone", zone);
      expect(body).toMatch(/<Id>\/hostedzone\/Z[A-Z0-9]{20}<\/Id>/);
    });

    it("keeps a user pool's sign-in names over a change", async () => {
      const cognito = (operation: string, body: object) =>
        account().target("cognito-idp", `AWSCognitoIdentityProviderService.${operation}`, body);
      const { body } = await cognito("CreateUserPool", {
        PoolName: "staff",
        UsernameAttributes: ["email"],
        UsernameConfiguration: { CaseSensitive: false },
      });
      const UserPoolId = body.UserPool.Id;
      await cognito("UpdateUserPool", { UserPoolId, DeletionProtection: "ACTIVE" });
      const { body: after } = await cognito("DescribeUserPool", { UserPoolId });
      expect(after.UserPool).toMatchObject({
        UsernameAttributes: ["email"],
        UsernameConfiguration: { CaseSensitive: false },
        DeletionProtection: "ACTIVE",
      });
    });

    it("has nothing left of a deleted network: no access list, no interface", async () => {
      const ec2 = async (Action: string, more: Record<string, string> = {}) => {
        const { body } = await account().form("ec2", { Action, Version: "2016-11-15", ...more });
        return (name: string) => new RegExp(`<${name}>(.*?)</${name}>`).exec(body)?.[1] ?? "";
      };
      await ec2("DescribeVpcs");
      const before = await account().admin("inventory");
      const VpcId = (await ec2("CreateVpc", { CidrBlock: "10.0.0.0/16" }))("vpcId");
      const SubnetId = (await ec2("CreateSubnet", { VpcId, CidrBlock: "10.0.0.0/24" }))("subnetId");
      const gateway = await ec2("CreateNatGateway", { SubnetId, ConnectivityType: "private" });
      expect(await account().admin("inventory")).not.toEqual(before);
      await ec2("DeleteNatGateway", { NatGatewayId: gateway("natGatewayId") });
      await ec2("DeleteSubnet", { SubnetId });
      await ec2("DeleteVpc", { VpcId });
      expect(await account().admin("inventory")).toEqual(before);
    });

    it("replaces the instances of a group whose template has changed", async () => {
      const ec2 = (Action: string, more: Record<string, string>) =>
        account().form("ec2", { Action, Version: "2016-11-15", LaunchTemplateName: "web", ...more });
      const group = async (Action: string, more: Record<string, string> = {}) =>
        (
          await account().form("autoscaling", {
            Action,
            Version: "2011-01-01",
            AutoScalingGroupName: "web",
            ...more,
          })
        ).body as string;
      const instances = async () =>
        [...(await group("DescribeAutoScalingInstances")).matchAll(/<InstanceId>(.*?)</g)].map(
          ([, id]) => id,
        );
      const image = {
        "LaunchTemplateData.ImageId": "ami-12c6146b",
        "LaunchTemplateData.InstanceType": "t3.nano",
      };
      const UserData = Buffer.from("#!/bin/sh").toString("base64");
      await ec2("CreateLaunchTemplate", image);
      await ec2("CreateLaunchTemplateVersion", { ...image, "LaunchTemplateData.UserData": UserData });
      await group("CreateAutoScalingGroup", {
        MinSize: "2",
        MaxSize: "2",
        DefaultInstanceWarmup: "120",
        "AvailabilityZones.member.1": `${account().region}a`,
        "LaunchTemplate.LaunchTemplateName": "web",
        "LaunchTemplate.Version": "2",
      });
      expect(await group("DescribeAutoScalingGroups")).toContain("<DefaultInstanceWarmup>120<");
      const before = await instances();
      expect(before).toHaveLength(2);
      expect(await group("StartInstanceRefresh")).toContain("<InstanceRefreshId>");
      expect(await group("DescribeInstanceRefreshes")).toContain("<Status>Successful<");
      const after = await instances();
      expect(after).toHaveLength(2);
      expect(after.filter((id) => before.includes(id))).toEqual([]);
      await group("PutLifecycleHook", {
        LifecycleHookName: "boot",
        LifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING",
      });
      await group("DeleteAutoScalingGroup", { ForceDelete: "true" });
      const left = Object.keys(await account().admin("inventory"));
      expect(left.filter((place) => /^autoscaling|enis|instances/.test(place))).toEqual([]);
    });

    it("says of a launch template that is gone what the provider takes for done", async () => {
      const { body } = await account().form("ec2", {
        Action: "DeleteLaunchTemplate",
        Version: "2016-11-15",
        LaunchTemplateId: "lt-0123456789abcdef0",
      });
      expect(body).toContain("<Code>InvalidLaunchTemplateId.NotFound</Code>");
    });

    it("lets a file system be backed up", async () => {
      const { body } = await account().call("elasticfilesystem", "POST", "/2015-02-01/file-systems", {
        CreationToken: "site",
      });
      const path = `/2015-02-01/file-systems/${body.FileSystemId}/backup-policy`;
      await account().call("elasticfilesystem", "PUT", path, { BackupPolicy: { Status: "ENABLED" } });
      const answer = await account().call("elasticfilesystem", "GET", path);
      expect(answer.body).toEqual({ BackupPolicy: { Status: "ENABLED" } });
    });
  });
});
