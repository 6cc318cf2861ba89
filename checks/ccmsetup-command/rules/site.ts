import { argumentsNamed, hasParameter } from '../../../src/formats/ccmsetup-command.ts';
import { addProperty, replaceArgument, writtenAs } from '../draft.ts';
import type { LintFault, LintRule } from '../lint.ts';
import { misspelt } from './terms.ts';

const INSTEAD = '<site-code>';

/** SMSSITECODE: required for the internet, three characters, never AUTO beside CCMHOSTNAME. */
export const siteCode: LintRule = ({ command }) => {
  const codes = argumentsNamed(command, 'property', 'SMSSITECODE').filter(({ value }) => (value ?? '').trim() !== '');
  if (codes.length === 0) {
    if (hasParameter(command, 'config')) return [];
    const slip = misspelt(command, 'SMSSITECODE');
    const hasSmsMp = argumentsNamed(command, 'property', 'SMSMP').length > 0;
    return [
      {
        code: 'sitecode-missing',
        status: 'fail',
        ...(slip !== undefined && { column: slip.column, subject: writtenAs(slip) }),
        what: `SMSSITECODE is missing${slip === undefined ? '' : `; ${slip.name} was probably meant to be it`}`,
        why:
          'It is required on every line for a CMG: from the internet a client cannot find out its site.' +
          (hasSmsMp ? ' Beside SMSMP the client.msi stops without it.' : ''),
        ...(slip === undefined
          ? {
              write: `Add SMSSITECODE=${INSTEAD}, the three characters of the primary site.`,
              correct: addProperty('SMSSITECODE', INSTEAD),
            }
          : {
              write: `Write SMSSITECODE=${slip.value} instead.`,
              correct: replaceArgument(slip.column, { kind: 'property', name: 'SMSSITECODE' }),
            }),
        ...(hasSmsMp && { symptom: 'error code 0x80004005' }),
      },
    ];
  }
  return codes.flatMap((argument): readonly LintFault[] => {
    const value = (argument.value ?? '').trim();
    // A list's comma, a sentence's full stop.
    const bare = value.replace(/[^A-Za-z0-9]+$/, '');
    const instead = isSiteCode(bare) && bare !== value ? bare : INSTEAD;
    const more = {
      column: argument.valueColumn ?? argument.column,
      subject: writtenAs(argument),
      write: `Write SMSSITECODE=${instead} instead${instead === bare ? '' : ', the three characters of the primary site'}.`,
      correct: replaceArgument(argument.column, { value: instead }),
    };
    if (value.toUpperCase() === 'AUTO') {
      if (command.ccmHostName === undefined) return [];
      return [
        {
          code: 'sitecode-auto',
          status: 'fail',
          what: 'SMSSITECODE=AUTO stands beside CCMHOSTNAME',
          why: 'AUTO asks Active Directory or an internal management point, which an internet client does not reach.',
          ...more,
        },
      ];
    }
    if (isSiteCode(value)) return [];
    return [
      {
        code: 'sitecode-malformed',
        status: 'fail',
        what: `${writtenAs(argument)} is no site code`,
        why: 'A site code has three letters or digits; the client is assigned to no site with another value.',
        ...more,
      },
    ];
  });
};

/** Microsoft "Plan for the site code": three characters A-Z, 0-9, and none of the names reserved by DOS and SMS. */
const isSiteCode = (value: string): boolean =>
  /^[A-Z0-9]{3}$/i.test(value) && !/^(?:AUX|CON|NUL|PRN|SMS)$/i.test(value);
