import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { cloudConfig } from "../../modules/cloud-config";
import { runTerraform } from "../../scripts/terraform.mjs";
import { temporaryFolders } from "../support/temporary-folders";
import { terraformMissing } from "../support/terraform";

const temporaryFolder = temporaryFolders();

/** What cloud-init would get: the expression, evaluated by the real Terraform in a folder with these files. */
async function userDataOf(
  config: Parameters<typeof cloudConfig>[0],
  files: Record<string, string>,
): Promise<string> {
  const folder = temporaryFolder();
  const root = {
    locals: { endpoint: "db.example.com" },
    output: { user_data: { value: cloudConfig(config) } },
  };
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify(root));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const apply = await runTerraform(folder, ["apply", "-auto-approve", "-input=false", "-no-color"]);
  expect(apply.code, apply.stderr).toBe(0);
  const { stdout } = await runTerraform(folder, ["output", "-raw", "user_data"]);
  return gunzipSync(Buffer.from(stdout, "base64")).toString("utf8");
}

describe.skipIf(terraformMissing)("a cloud config", () => {
  const hostile = `it's "quoted" \\ 100 %{of} \${path.root} $\${twice} $(reboot) \`reboot\` für <b>&\n`;

  it("hands files and values over unchanged, whatever is in them", async () => {
    const userData = await userDataOf(
      {
        files: [
          { path: "/opt/boot", permissions: "0755", content: { file: "boot.sh" } },
          { path: "/etc/site.json", permissions: "0644", content: { json: { title: hostile } } },
        ],
        commands: [["/opt/boot", hostile]],
      },
      { "boot.sh": hostile },
    );
    const [header, ...document] = userData.split("\n");
    expect(header).toBe("#cloud-config");
    const { write_files, runcmd } = JSON.parse(document.join("\n"));
    expect(write_files).toEqual([
      { path: "/opt/boot", owner: "root:root", permissions: "0755", content: hostile },
      {
        path: "/etc/site.json",
        owner: "root:root",
        permissions: "0644",
        content: expect.any(String),
      },
    ]);
    expect(JSON.parse(write_files[1].content)).toEqual({ title: hostile });
    // A list: cloud-init runs it without a shell.
    expect(runcmd).toEqual([["/opt/boot", hostile]]);
  });
});
