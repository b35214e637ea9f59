import { ConfigurationError, type ChannelAccount, type LoadedConfig, type Problem, type WithOptions } from '@tributary/service-host';

type Account<Option extends string> = WithOptions<ChannelAccount, Readonly<Record<Option, string>>>;

/**
 * Throws ConfigurationError where two accounts of one channel name the same shop in `option`, upper and lower case being
 * the same. A delivery names its shop and nothing else, so a shop of two accounts would belong to neither for certain.
 */
export function assertDistinctShops<Option extends string>(loaded: LoadedConfig, accounts: readonly Account<Option>[], option: Option): void {
  const shopOf = ({ options }: Account<Option>): string => options[option].toLowerCase();
  const problems = accounts.flatMap((account, index) => {
    const first = accounts.slice(0, index).find((other) => shopOf(other) === shopOf(account));
    if (first === undefined) return [];
    const text = `${shopOf(account)} belongs to account ${first.account} of tenant ${first.tenant} already`;
    return [{ ...placeOf(account, option, loaded), text, remedy: 'Correct it or remove one of the accounts' }];
  });
  if (problems.length > 0) throw new ConfigurationError(problems);
}

function placeOf(account: Account<string>, option: string, { config, origins }: LoadedConfig): Pick<Problem, 'where' | 'path'> {
  const index = config.channels.findIndex((other) => other.tenant === account.tenant && other.channel === account.channel && other.account === account.account);
  const origin = origins.channels[index];
  return { where: origin?.file ?? 'configuration', path: `${origin?.path ?? 'channels'}.options.${option}` };
}
