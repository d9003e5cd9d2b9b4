"""What WeChat, WeCom and WeCom customer service have in common: envelopes, tokens, calls, error codes."""
