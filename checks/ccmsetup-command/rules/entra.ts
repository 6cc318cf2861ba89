import { argumentsNamed, propertyValue } from '../../../src/formats/ccmsetup-command.ts';
import { addProperty, type Correction, removeArgument, writtenAs } from '../draft.ts';
import type { LintFault, LintRule } from '../lint.ts';

const CLIENT_APP = '<client-app-id>';
const SERVER_APP = '<server-app-URI>';

/** What the line says about Entra identity and PKI certificates. */
export const entraProperties: LintRule = ({ command, tenantId }) => {
  const client = propertyValue(command, 'AADCLIENTAPPID');
  const resource = propertyValue(command, 'AADRESOURCEURI');
  const addMissing: Correction = (draft) => {
    const withClient = client === undefined ? addProperty('AADCLIENTAPPID', CLIENT_APP)(draft) : draft;
    return resource === undefined ? addProperty('AADRESOURCEURI', SERVER_APP)(withClient) : withClient;
  };
  const faults: LintFault[] = [];
  const [pki] = argumentsNamed(command, 'parameter', 'UsePKICert');
  const isComplete = client !== undefined && resource !== undefined;
  if (pki !== undefined && !isComplete && !command.hasRegToken) {
    faults.push({
      code: 'usepkicert-without-aad-properties',
      status: 'warn',
      column: pki.column,
      subject: writtenAs(pki),
      what: '/UsePKICert stands on the line without AADCLIENTAPPID and AADRESOURCEURI',
      why:
        'Right where every device has a PKI client certificate of its own. A device that has one and is to use its ' +
        'Microsoft Entra identity is not told the Entra properties by the CMG then, and registers by certificate or not at all.',
      write:
        'For Entra devices leave /UsePKICert out and give both properties (client app id and App ID URI of the server ' +
        'app, under Administration > Cloud Services > Azure Services).',
      correct: (draft) => addMissing(removeArgument(pki.column)(draft)),
      isAlternative: true,
    });
  } else if (!isComplete && (client !== undefined || resource !== undefined)) {
    const [given, missing] =
      client === undefined ? ['AADRESOURCEURI', 'AADCLIENTAPPID'] : ['AADCLIENTAPPID', 'AADRESOURCEURI'];
    faults.push({
      code: 'aad-properties-incomplete',
      status: 'warn',
      column: argumentsNamed(command, 'property', given)[0]?.column ?? 1,
      subject: given,
      what: `${given} stands on the line without ${missing}`,
      why: 'Only both together spare ccmsetup the question to the CMG; what it does with one of them is not documented.',
      write: `Add ${missing}, or leave ${given} out.`,
      correct: addMissing,
    });
  }
  return [...faults, ...tenantProperty(command, tenantId)];
};

function tenantProperty(
  command: Parameters<LintRule>[0]['command'],
  tenantId: string | undefined,
): readonly LintFault[] {
  const [argument] = argumentsNamed(command, 'property', 'AADTENANTID');
  const own = command.aadTenantId;
  if (argument === undefined || own === undefined || tenantId === undefined || own === tenantId) return [];
  return [
    {
      code: 'aadtenantid-differs',
      status: 'warn',
      column: argument.valueColumn ?? argument.column,
      subject: own,
      what: `AADTENANTID is ${own}, but the expected tenant is ${tenantId}`,
      why: 'One of the two is wrong; the property has not been needed since Configuration Manager 1806.',
      write: 'Leave AADTENANTID out, or correct --tenant.',
      correct: removeArgument(argument.column),
    },
  ];
}
