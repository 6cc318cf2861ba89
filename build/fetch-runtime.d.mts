export declare const projectRoot: string;
export declare const runtimeVersion: string;
export declare const pinnedPlatforms: readonly string[];
export declare function hostPlatform(platform?: string, arch?: string): string;
export declare function runNpm(args: readonly string[]): Promise<void>;
export declare function fetchRuntime(
  platform: string,
  report: (message: string) => void,
): Promise<{ directory: string; executable: string }>;
