/**
 * Stands in for `escalade/sync`, with which yargs looks for a package.json in the working directory and in every folder
 * above it, to learn a version that nobody asks it for. Inside the executable none of ours is there, and what somebody has
 * laid down there must not hold up a process of SYSTEM. yargs' own build for browsers does the same.
 */
export default () => undefined;
