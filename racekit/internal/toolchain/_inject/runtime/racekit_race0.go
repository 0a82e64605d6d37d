//go:build !race

package runtime

func rkOrder(*g) {}
