import { App } from "aws-cdk-lib";
import { context } from "./cdk.json";
import { DirectoryApi } from "./stacks/directory/api";
import { DirectoryCompute } from "./stacks/directory/compute";
import { DirectoryData } from "./stacks/directory/data";
import { DirectoryNetworking } from "./stacks/directory/networking";
import { HaWebCompute } from "./stacks/ha-web/compute";
import { HaWebData } from "./stacks/ha-web/data";
import { HaWebNetworking } from "./stacks/ha-web/networking";

// The cdk command would hand the context of cdk.json on; started without it, the app takes it itself.
const app = new App({ context });
buildDirectory();
buildHaWeb();
app.synth();

function buildDirectory(): void {
  const networking = new DirectoryNetworking(app);
  const data = new DirectoryData(app, networking);
  const compute = new DirectoryCompute(app, networking);
  new DirectoryApi(app, { networking, data, compute });
}

function buildHaWeb(): void {
  const networking = new HaWebNetworking(app);
  const data = new HaWebData(app, networking);
  new HaWebCompute(app, { networking, data });
}
