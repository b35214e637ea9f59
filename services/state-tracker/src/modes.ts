import type { Config } from '@tributary/service-host';

type Account = { readonly tenant: string; readonly channel: string; readonly account: string };
type Target = { readonly erp: string; readonly erpAccount: string };

/** Whether an account's orders may leave the house to this ERP account: what is sold in a vendor's sandbox never reaches a production ERP. */
export function canBeLive({ channels, erps }: Pick<Config, 'channels' | 'erps'>, { tenant, channel, account }: Account, { erp, erpAccount }: Target): boolean {
  const source = channels.find((one) => one.tenant === tenant && one.channel === channel && one.account === account);
  const target = erps.find((one) => one.tenant === tenant && one.erp === erp && one.account === erpAccount);
  return source?.environment !== 'sandbox' || target?.environment !== 'production';
}
