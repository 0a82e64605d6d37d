//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package toolchain

import "context"

func lock(context.Context, string) (unlock func(), err error) { return func() {}, nil }
