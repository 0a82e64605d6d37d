package linear

import (
	"reflect"
	"testing"
	"time"
)

// A callback that a goroutine makes whenever it likes is no race of the library.
func TestVisitsOrderNothing(t *testing.T) {
	v := &visits{}
	p := &param{typ: reflect.TypeFor[func(int)](), call: true}
	f := p.value(0, v)
	go f.Call([]reflect.Value{reflect.ValueOf(1)})
	time.Sleep(10 * time.Millisecond) // for the detector it orders nothing
	v.after(nil)
}
