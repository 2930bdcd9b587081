import { installWithApt, mayInstallWithApt } from "./install-with-apt.mjs";
import { missingSitePackages, whyNoInstanceBoots } from "./site-programs.mjs";

// Sees to it that the tests of ha-web's boot find Apache, PHP, memcached and WordPress. Installs them on Debian and Ubuntu when it
// may; without a word when there is nothing to do. Where they can't be had, those tests don't run and say so; in CI that
// is a failure.
const missing = missingSitePackages();
if (missing.length > 0 && mayInstallWithApt()) {
  console.log(`For the tests of ha-web's boot: installing ${missing.join(", ")} with apt-get.`);
  installWithApt(missing);
}
const reason = whyNoInstanceBoots();
if (reason) {
  console.error(`The tests of ha-web's boot can't run here: ${reason}`);
  if (process.env.CI) process.exitCode = 1;
}
