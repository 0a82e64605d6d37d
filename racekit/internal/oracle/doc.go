// Package oracle has no code, only tests: what the controlled toolchain, a
// worker and a pool of them must do together with programs that are built for
// the purpose (testdata at the top of the module) and with Go's own race suite.
package oracle
