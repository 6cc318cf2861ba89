import type { CmgTarget } from '../../src/core/target.ts';

/** What a question to the CMG is about. */
export type Topic = 'metadata' | 'management-point' | 'token-service' | 'content';

export interface Question {
  readonly topic: Topic;
  readonly url: string;
}

/**
 * The documented paths, asked without a credential: every one of them should be refused, and how it is refused tells who
 * is there. Sources: Microsoft "Troubleshoot client communication with a cloud management gateway" (ServiceMetadata,
 * SITESIGNCERT, CCM_STS) and "Microsoft Entra authentication workflow" (content).
 */
export function questionsFor({ host, port, path }: CmgTarget): readonly Question[] {
  const origin = `https://${host}${port === 443 ? '' : `:${port}`}`;
  const id = path?.split('/').at(-1);
  return [
    { topic: 'metadata', url: `${origin}/CCM_Proxy_MutualAuth/ServiceMetadata` },
    { topic: 'metadata', url: `${origin}/CCM_Proxy_ServerAuth/ServiceMetadata` },
    ...(path === undefined || id === undefined
      ? []
      : [
          { topic: 'management-point', url: `${origin}${path}/SMS_MP/.sms_aut?SITESIGNCERT` } as const,
          { topic: 'token-service', url: `${origin}/CCM_Proxy_ServerAuth/${id}/CCM_STS` } as const,
        ]),
    { topic: 'content', url: `${origin}/downloadrestservice.svc/getcontentxmlsecure` },
  ];
}
