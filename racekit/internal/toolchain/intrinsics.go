package toolchain

import "strings"

// NoIntrinsics returns the -gcflags words of a build without the race detector
// in which sync/atomic is called, so that its operations are scheduling points.
// given are the values of the user's own -gcflags, in order. Below sync the
// operations stay instructions: that they are calls is nobody's business there,
// and the runtime cannot be linked with them.
func NoIntrinsics(given []string) []string {
	out := []string{"-gcflags=all=" + noIntrinsics}
	out = append(out, exempt("")...)
	for _, value := range given {
		pattern, flags, ok := strings.Cut(value, "=")
		if !ok || strings.HasPrefix(value, "-") {
			pattern, flags = "", value
		}
		prefix := "-gcflags="
		if pattern != "" {
			prefix += pattern + "="
		}
		out = append(out, prefix+strings.TrimSpace(flags+" "+noIntrinsics))
		if pattern == "all" || pattern == "std" {
			out = append(out, exempt(flags)...)
		}
	}
	return out
}

const noIntrinsics = "-d=ssa/intrinsics/off"

// exempt gives the packages that keep their intrinsics the flags.
func exempt(flags string) []string {
	var out []string
	for _, pattern := range []string{"runtime", "runtime/...", "internal/...", "sync"} {
		out = append(out, "-gcflags="+pattern+"="+flags)
	}
	return out
}
