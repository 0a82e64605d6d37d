//go:build go1.26

package testing

// rkSetPaths does for c what runTests does since Go 1.26.
func rkSetPaths(c *common, deps testDeps) {
	c.modulePath = deps.ModulePath()
	c.importPath = deps.ImportPath()
}

// rkCopyPaths gives c those of another test.
func rkCopyPaths(c, from *common) { c.modulePath, c.importPath = from.modulePath, from.importPath }
