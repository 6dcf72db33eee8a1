export const PUBLIC_HUB = 'https://huggingface.co';

/**
 * Hosts that the public hub sends a browser on to for large files; a page's policy has to name them too.
 * Source: Hugging Face, "Downloading behind a proxy or firewall" (docs/hub/models-downloading), and the bridge that came before.
 */
const publicHubStores = [
  'https://us.aws.cdn.hf.co',
  'https://us.gcp.cdn.hf.co',
  'https://cas-bridge.xethub.hf.co',
  'https://cdn-lfs-us-1.hf.co',
  'https://cdn-lfs-eu-1.hf.co',
];

/** Origins that are asked when files of this address are fetched. */
export function originsOf(url: string): readonly string[] {
  const { origin } = new URL(url);
  return origin === PUBLIC_HUB ? [origin, ...publicHubStores] : [origin];
}
