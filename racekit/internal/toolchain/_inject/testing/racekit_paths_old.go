//go:build !go1.26

package testing

func rkSetPaths(*common, testDeps) {}

func rkCopyPaths(c, from *common) {}
