import { argumentsNamed, MASK, type RegTokenFacts } from '../../../src/formats/ccmsetup-command.ts';
import { utcMinute } from '../../utc-minute.ts';
import { replaceArgument } from '../draft.ts';
import type { LintFault, LintRule } from '../lint.ts';

const NEW_TOKEN =
  'Make a new one on the top-level site server, `BulkRegistrationTokenTool.exe /new` (three days; `/lifetime 10080` for ' +
  'seven, the longest), and put it on the line.';

/** `/regtoken`, judged by its own dates; its text is never shown. */
export const regToken: LintRule = ({ command, observedAt }) => {
  if (!command.hasRegToken) return [];
  const [argument] = argumentsNamed(command, 'parameter', 'regtoken');
  const fault = judgeToken(command.regToken, observedAt);
  if (fault === undefined || argument === undefined) return [];
  return [
    {
      ...fault,
      column: argument.column,
      subject: `/regtoken:${argument.value === undefined || argument.value === '' ? '' : MASK}`,
      write: NEW_TOKEN,
      owner: 'cmg-admin',
      correct: replaceArgument(argument.column, { value: '<new-token>' }),
    },
  ];
};

function judgeToken(
  token: RegTokenFacts | undefined,
  now: Date,
): Pick<LintFault, 'code' | 'status' | 'what' | 'why' | 'symptom'> | undefined {
  if (token === undefined || token.status === 'malformed') {
    return {
      code: 'regtoken-malformed',
      status: 'fail',
      what: `The bulk registration token cannot be read: ${token?.why ?? 'it is missing'}`,
      why: 'The CMG refuses a token that was cut or changed on its way to the line.',
      symptom: 'StatusCode=401 StatusText=CMGService_Invalid_Token',
    };
  }
  if (token.expires !== undefined && Date.parse(token.expires) <= now.getTime()) {
    return {
      code: 'regtoken-expired',
      status: 'fail',
      what: `The bulk registration token expired on ${utcMinute(Date.parse(token.expires))}`,
      why: 'The CMG refuses it; it lives three days by default, seven at most, and cannot be renewed.',
      symptom: 'StatusCode=401 StatusText=CMGService_Invalid_Token',
    };
  }
  if (token.notBefore !== undefined && Date.parse(token.notBefore) > now.getTime()) {
    return {
      code: 'regtoken-not-yet-valid',
      status: 'warn',
      what: `The bulk registration token is valid from ${utcMinute(Date.parse(token.notBefore))} on, later than this device's clock shows`,
      why: "The site judges by its own clock, so the device's is the likelier to be wrong.",
    };
  }
  return undefined;
}
