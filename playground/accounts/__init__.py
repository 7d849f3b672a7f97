"""Accounts, for those who want their runs on several devices. Nothing on the site needs one."""
