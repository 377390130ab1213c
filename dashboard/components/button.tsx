import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import { Icon, type IconName } from './icon.js';

interface ButtonProps extends Omit<AriaButtonProps, 'children' | 'className' | 'style'> {
  variant?: 'primary' | 'secondary' | 'tertiary' | 'danger';
  icon?: IconName;
  /** Shown as text; with `iconOnly` read out instead. */
  label: string;
  iconOnly?: boolean;
  small?: boolean;
}

/** KERN's button in the dashboard's density. */
export function Button({ variant = 'secondary', icon, label, iconOnly, small, ...rest }: ButtonProps) {
  const kern = variant === 'danger' ? 'primary gw-btn--danger' : variant;
  const size = `${small ? ' gw-btn--small' : ''}${iconOnly ? ' gw-btn--icon' : ''}`;
  return (
    <AriaButton
      {...rest}
      {...(iconOnly ? { 'aria-label': label } : {})}
      className={`kern-btn kern-btn--${kern} gw-btn${size}`}
    >
      {icon ? <Icon name={icon} /> : null}
      {iconOnly ? null : <span className="kern-label">{label}</span>}
    </AriaButton>
  );
}
