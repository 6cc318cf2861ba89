/** Microsoft Learn "Microsoft Entra device management FAQ": the recovery of a join that lost its certificate or key. */
export const RECOVER_JOIN =
  'Run `dsregcmd /forcerecovery` from an elevated prompt in the session of a user, who then signs in (Entra joined); ' +
  'a hybrid joined device recovers by itself at the next sign-in. If neither helps, join it again the way it was joined.';
