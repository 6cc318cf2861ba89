/** What a process that was started as ccmsetup said at its end. */
export interface ReturnCodeMeaning {
  readonly meaning: string;
  /** Intune's own types of return codes that fit ("Add Win32 app", return codes). */
  readonly intune: 'success' | 'failed' | 'soft-reboot' | 'hard-reboot' | 'retry';
}

/** Microsoft "About client installation parameters and properties", CCMSetup.exe return codes; the Intune types are a proposal. */
const ccmsetupCodes: Readonly<Record<number, ReturnCodeMeaning>> = {
  0: { meaning: 'success', intune: 'success' },
  6: { meaning: 'error; %WinDir%\\ccmsetup\\Logs\\ccmsetup.log says which', intune: 'failed' },
  7: { meaning: 'a restart is required', intune: 'soft-reboot' },
  8: { meaning: 'setup is already running', intune: 'retry' },
  9: { meaning: 'the evaluation of the prerequisites failed', intune: 'failed' },
  10: { meaning: 'the hash of the setup manifest is wrong', intune: 'failed' },
};

/** Microsoft "Error Codes" of Windows Installer; ccmsetup.msi is installed by msiexec. */
const installerCodes: Readonly<Record<number, ReturnCodeMeaning>> = {
  0: { meaning: 'success: the bootstrap is installed and starts ccmsetup by itself', intune: 'success' },
  1602: { meaning: 'the installation was cancelled', intune: 'failed' },
  1603: { meaning: 'a fatal error during the installation', intune: 'failed' },
  1612: { meaning: 'the installation source is not there', intune: 'failed' },
  1618: { meaning: 'another installation is in progress', intune: 'retry' },
  1619: { meaning: 'the package could not be opened', intune: 'failed' },
  1639: { meaning: 'an invalid command line argument, as a rule a lost quotation mark', intune: 'failed' },
  1641: { meaning: 'success, the restart has begun', intune: 'hard-reboot' },
  3010: { meaning: 'success, a restart is required', intune: 'soft-reboot' },
};

/** @param form of the line that was started */
export function returnCodeMeaning(form: 'exe' | 'msi', exitCode: number): ReturnCodeMeaning | undefined {
  return (form === 'exe' ? ccmsetupCodes : installerCodes)[exitCode];
}
