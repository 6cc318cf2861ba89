/** A scenario of the lab on the standard ports, and its device under Wine. */
import { type Lab, startLab } from '../../lab/lab.ts';
import { argumentsOf } from '../../lab/run-scenario.ts';
import { scenarioNamed } from '../../lab/scenarios/index.ts';
import { standardSite } from '../../lab/site.ts';
import type { Device, DeviceDescription } from '../rig/device-description.ts';
import { addAddress, cutOff, removeAddress } from '../rig/network.ts';
import type { CaseContext } from '../rig/suite.ts';
import { describeForWine } from './scenario-device.ts';

export interface LabDevice {
  readonly pc: Device;
  readonly lab: Lab;
  /** What the scenario's user asks. */
  readonly args: readonly string[];
}

/** @param difference what of the scenario's device is otherwise */
export async function labDevice(
  name: string,
  { device, atEnd }: CaseContext,
  difference: DeviceDescription = {},
): Promise<LabDevice> {
  const scenario = scenarioNamed(name);
  if (scenario === undefined) throw new Error(`the lab has no scenario "${name}"`);
  const { addresses } = standardSite;
  for (const [role, address] of Object.entries(addresses)) if (role !== 'nowhere') await addAddress(address);
  const lab = await startLab(scenario, { ports: 'standard' });
  atEnd(() => lab.stop());
  for (const address of lab.device.addresses) await addAddress(address);
  await arrangeAbsence(lab.device, Object.values(addresses), atEnd);
  const roles = scenario.device?.nameServers ?? (['internalDns', 'secondInternalDns'] as const);
  const described = describeForWine(
    lab.device,
    roles.map((role) => addresses[role]),
  );
  return { pc: await device({ ...described, ...difference }), lab, args: argumentsOf(scenario, lab.site) };
}

/** Where nobody is, packets vanish; where no way leads, the sender is told. */
async function arrangeAbsence(
  { network }: Lab['device'],
  addresses: readonly string[],
  atEnd: CaseContext['atEnd'],
): Promise<void> {
  const { wires = {}, refusing = [], unroutable = [] } = network ?? {};
  const serving = Object.keys(wires).map((endpoint) => endpoint.slice(0, endpoint.lastIndexOf(':')));
  const present = new Set([...serving, ...refusing]);
  for (const address of unroutable) atEnd(await cutOff(address));
  for (const address of addresses) if (!present.has(address)) await removeAddress(address);
}
