import * as z from "zod";
import { directorySchema } from "./directory-schema";
import { haWebSchema } from "./ha-web-schema";
import { distinct, setting, text } from "./setting-doc";
import { presets, systemNames } from "./settings";

/**
 * What a user may write, once the preset has filled in the rest. Rules about one value stand here; those about
 * several together in `rules/`. No defaults and no transformations: a valid value comes out as it went in,
 * so that a rule can read the settings it needs although others are wrong.
 */
export const settingsSchema = z.strictObject({
  preset: setting(z.enum(presets), {
    meaning:
      "The table of defaults: `dev` is cheap and easy to destroy, `prod` survives the loss of a zone and guards its data.",
  }),
  environment: setting(text(/^[a-z](?:-?[a-z0-9])*$/), {
    meaning: "Part of every name (`directory-<environment>-…`), so that environments can share an account.",
    allowed:
      "lower-case letters, digits and single hyphens, starting with a letter, short enough for every name made of it",
  }),
  region: setting(
    text(/^(?!us-gov|cn-|us-iso)[a-z]{2}-(?:north|south)?(?:central|north|south|east|west)-[1-9]$/),
    {
      meaning: "Where everything is built.",
      allowed: "a region of AWS's commercial partition, as eu-west-1",
    },
  ),
  systems: setting(distinct(z.enum(systemNames)).min(1), { meaning: "Which systems are built." }),
  repository: setting(text(/^[\p{L}\p{N} _.:/=+@-]{1,256}$/u), {
    meaning: "Value of the `Repository` tag: where the finder of a resource can read its source.",
    allowed: "1 to 256 letters, digits, spaces and _.:/=+-@",
  }),
  tags: setting(z.record(z.string(), z.string()), {
    meaning: "Tags on everything, beside System, Environment, Layer, ManagedBy and Repository.",
    allowed: "an object of tag names and texts",
  }),
  backend: z.strictObject({
    type: setting(z.enum(["local", "s3"]), {
      meaning: "Where Terraform keeps its states: in files beside the output, or in the bucket.",
    }),
    bucket: setting(
      text(
        /^(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9][a-z0-9-]{1,61}[a-z0-9](?<!-s3alias|--ol-s3|--x-s3|--table-s3)$/,
      ).optional(),
      {
        meaning:
          "The state bucket: what the `bootstrap` stack makes, and type `s3` uses. Set it first, apply `bootstrap`, then change the type.",
        allowed: "a bucket name of 3 to 63 lower-case letters, digits and hyphens, unique in all of AWS",
        otherwise: "none; `bootstrap` then makes one whose name AWS completes",
      },
    ),
    keyPrefix: setting(text(/^[A-Za-z0-9_.-]+(?:\/[A-Za-z0-9_.-]+)*$/), {
      meaning: "Put before each state's key, `<keyPrefix>/<environment>/<stack>.tfstate`.",
      allowed: "letters, digits and _.-, with slashes inside but not at the ends",
    }),
    region: setting(text(/^[a-z]{2}(?:-[a-z]+)+-[1-9]$/).optional(), {
      meaning: "The bucket's region.",
      allowed: "a region, as eu-west-1",
      otherwise: "the value of `region`",
    }),
    kmsKeyId: setting(
      text(
        /^(?:arn:aws:kms:[a-z0-9-]+:\d{12}:(?:key|alias)\/[\w/-]+|alias\/[\w/-]+|[0-9a-f-]{36}|mrk-[0-9a-f]{32})$/,
      ).optional(),
      {
        meaning: "The key that encrypts the states.",
        allowed: "a KMS key's id or ARN, or an alias",
        cost: "about 1 $ a month for a key of your own",
        otherwise: "S3's own key",
      },
    ),
  }),
  directory: directorySchema,
  haWeb: haWebSchema,
});

/** The settings as written by the preset and the user together, before anything is computed from them. */
export type SettingsInput = z.output<typeof settingsSchema>;
