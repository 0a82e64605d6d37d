package points

import (
	"sync/atomic"
	"testing"
	"unsafe"
)

// All forms of the operations of sync/atomic.

// on is between for an operation on a word of its own.
func on[T any](t *testing.T, op func(x *T)) {
	x := new(T)
	between(t, func() { op(x) })
}

func TestAtomicFuncLoadInt32(t *testing.T)  { on(t, func(x *int32) { atomic.LoadInt32(x) }) }
func TestAtomicFuncStoreInt32(t *testing.T) { on(t, func(x *int32) { atomic.StoreInt32(x, 1) }) }
func TestAtomicFuncSwapInt32(t *testing.T)  { on(t, func(x *int32) { atomic.SwapInt32(x, 1) }) }
func TestAtomicFuncAddInt32(t *testing.T)   { on(t, func(x *int32) { atomic.AddInt32(x, 1) }) }
func TestAtomicFuncAndInt32(t *testing.T)   { on(t, func(x *int32) { atomic.AndInt32(x, 1) }) }
func TestAtomicFuncOrInt32(t *testing.T)    { on(t, func(x *int32) { atomic.OrInt32(x, 1) }) }
func TestAtomicFuncCompareAndSwapInt32(t *testing.T) {
	on(t, func(x *int32) { atomic.CompareAndSwapInt32(x, 0, 1) })
}
func TestAtomicFuncLoadInt64(t *testing.T)  { on(t, func(x *int64) { atomic.LoadInt64(x) }) }
func TestAtomicFuncStoreInt64(t *testing.T) { on(t, func(x *int64) { atomic.StoreInt64(x, 1) }) }
func TestAtomicFuncSwapInt64(t *testing.T)  { on(t, func(x *int64) { atomic.SwapInt64(x, 1) }) }
func TestAtomicFuncAddInt64(t *testing.T)   { on(t, func(x *int64) { atomic.AddInt64(x, 1) }) }
func TestAtomicFuncAndInt64(t *testing.T)   { on(t, func(x *int64) { atomic.AndInt64(x, 1) }) }
func TestAtomicFuncOrInt64(t *testing.T)    { on(t, func(x *int64) { atomic.OrInt64(x, 1) }) }
func TestAtomicFuncCompareAndSwapInt64(t *testing.T) {
	on(t, func(x *int64) { atomic.CompareAndSwapInt64(x, 0, 1) })
}
func TestAtomicFuncLoadUint32(t *testing.T)  { on(t, func(x *uint32) { atomic.LoadUint32(x) }) }
func TestAtomicFuncStoreUint32(t *testing.T) { on(t, func(x *uint32) { atomic.StoreUint32(x, 1) }) }
func TestAtomicFuncSwapUint32(t *testing.T)  { on(t, func(x *uint32) { atomic.SwapUint32(x, 1) }) }
func TestAtomicFuncAddUint32(t *testing.T)   { on(t, func(x *uint32) { atomic.AddUint32(x, 1) }) }
func TestAtomicFuncAndUint32(t *testing.T)   { on(t, func(x *uint32) { atomic.AndUint32(x, 1) }) }
func TestAtomicFuncOrUint32(t *testing.T)    { on(t, func(x *uint32) { atomic.OrUint32(x, 1) }) }
func TestAtomicFuncCompareAndSwapUint32(t *testing.T) {
	on(t, func(x *uint32) { atomic.CompareAndSwapUint32(x, 0, 1) })
}
func TestAtomicFuncLoadUint64(t *testing.T)  { on(t, func(x *uint64) { atomic.LoadUint64(x) }) }
func TestAtomicFuncStoreUint64(t *testing.T) { on(t, func(x *uint64) { atomic.StoreUint64(x, 1) }) }
func TestAtomicFuncSwapUint64(t *testing.T)  { on(t, func(x *uint64) { atomic.SwapUint64(x, 1) }) }
func TestAtomicFuncAddUint64(t *testing.T)   { on(t, func(x *uint64) { atomic.AddUint64(x, 1) }) }
func TestAtomicFuncAndUint64(t *testing.T)   { on(t, func(x *uint64) { atomic.AndUint64(x, 1) }) }
func TestAtomicFuncOrUint64(t *testing.T)    { on(t, func(x *uint64) { atomic.OrUint64(x, 1) }) }
func TestAtomicFuncCompareAndSwapUint64(t *testing.T) {
	on(t, func(x *uint64) { atomic.CompareAndSwapUint64(x, 0, 1) })
}
func TestAtomicFuncLoadUintptr(t *testing.T)  { on(t, func(x *uintptr) { atomic.LoadUintptr(x) }) }
func TestAtomicFuncStoreUintptr(t *testing.T) { on(t, func(x *uintptr) { atomic.StoreUintptr(x, 1) }) }
func TestAtomicFuncSwapUintptr(t *testing.T)  { on(t, func(x *uintptr) { atomic.SwapUintptr(x, 1) }) }
func TestAtomicFuncAddUintptr(t *testing.T)   { on(t, func(x *uintptr) { atomic.AddUintptr(x, 1) }) }
func TestAtomicFuncAndUintptr(t *testing.T)   { on(t, func(x *uintptr) { atomic.AndUintptr(x, 1) }) }
func TestAtomicFuncOrUintptr(t *testing.T)    { on(t, func(x *uintptr) { atomic.OrUintptr(x, 1) }) }
func TestAtomicFuncCompareAndSwapUintptr(t *testing.T) {
	on(t, func(x *uintptr) { atomic.CompareAndSwapUintptr(x, 0, 1) })
}
func TestAtomicFuncLoadPointer(t *testing.T) {
	on(t, func(x *unsafe.Pointer) { atomic.LoadPointer(x) })
}
func TestAtomicFuncStorePointer(t *testing.T) {
	on(t, func(x *unsafe.Pointer) { atomic.StorePointer(x, nil) })
}
func TestAtomicFuncSwapPointer(t *testing.T) {
	on(t, func(x *unsafe.Pointer) { atomic.SwapPointer(x, nil) })
}
func TestAtomicFuncCompareAndSwapPointer(t *testing.T) {
	on(t, func(x *unsafe.Pointer) { atomic.CompareAndSwapPointer(x, nil, nil) })
}
func TestAtomicInt32Load(t *testing.T)  { on(t, func(x *atomic.Int32) { x.Load() }) }
func TestAtomicInt32Store(t *testing.T) { on(t, func(x *atomic.Int32) { x.Store(1) }) }
func TestAtomicInt32Swap(t *testing.T)  { on(t, func(x *atomic.Int32) { x.Swap(1) }) }
func TestAtomicInt32Add(t *testing.T)   { on(t, func(x *atomic.Int32) { x.Add(1) }) }
func TestAtomicInt32And(t *testing.T)   { on(t, func(x *atomic.Int32) { x.And(1) }) }
func TestAtomicInt32Or(t *testing.T)    { on(t, func(x *atomic.Int32) { x.Or(1) }) }
func TestAtomicInt32CompareAndSwap(t *testing.T) {
	on(t, func(x *atomic.Int32) { x.CompareAndSwap(0, 1) })
}
func TestAtomicInt64Load(t *testing.T)  { on(t, func(x *atomic.Int64) { x.Load() }) }
func TestAtomicInt64Store(t *testing.T) { on(t, func(x *atomic.Int64) { x.Store(1) }) }
func TestAtomicInt64Swap(t *testing.T)  { on(t, func(x *atomic.Int64) { x.Swap(1) }) }
func TestAtomicInt64Add(t *testing.T)   { on(t, func(x *atomic.Int64) { x.Add(1) }) }
func TestAtomicInt64And(t *testing.T)   { on(t, func(x *atomic.Int64) { x.And(1) }) }
func TestAtomicInt64Or(t *testing.T)    { on(t, func(x *atomic.Int64) { x.Or(1) }) }
func TestAtomicInt64CompareAndSwap(t *testing.T) {
	on(t, func(x *atomic.Int64) { x.CompareAndSwap(0, 1) })
}
func TestAtomicUint32Load(t *testing.T)  { on(t, func(x *atomic.Uint32) { x.Load() }) }
func TestAtomicUint32Store(t *testing.T) { on(t, func(x *atomic.Uint32) { x.Store(1) }) }
func TestAtomicUint32Swap(t *testing.T)  { on(t, func(x *atomic.Uint32) { x.Swap(1) }) }
func TestAtomicUint32Add(t *testing.T)   { on(t, func(x *atomic.Uint32) { x.Add(1) }) }
func TestAtomicUint32And(t *testing.T)   { on(t, func(x *atomic.Uint32) { x.And(1) }) }
func TestAtomicUint32Or(t *testing.T)    { on(t, func(x *atomic.Uint32) { x.Or(1) }) }
func TestAtomicUint32CompareAndSwap(t *testing.T) {
	on(t, func(x *atomic.Uint32) { x.CompareAndSwap(0, 1) })
}
func TestAtomicUint64Load(t *testing.T)  { on(t, func(x *atomic.Uint64) { x.Load() }) }
func TestAtomicUint64Store(t *testing.T) { on(t, func(x *atomic.Uint64) { x.Store(1) }) }
func TestAtomicUint64Swap(t *testing.T)  { on(t, func(x *atomic.Uint64) { x.Swap(1) }) }
func TestAtomicUint64Add(t *testing.T)   { on(t, func(x *atomic.Uint64) { x.Add(1) }) }
func TestAtomicUint64And(t *testing.T)   { on(t, func(x *atomic.Uint64) { x.And(1) }) }
func TestAtomicUint64Or(t *testing.T)    { on(t, func(x *atomic.Uint64) { x.Or(1) }) }
func TestAtomicUint64CompareAndSwap(t *testing.T) {
	on(t, func(x *atomic.Uint64) { x.CompareAndSwap(0, 1) })
}
func TestAtomicUintptrLoad(t *testing.T)  { on(t, func(x *atomic.Uintptr) { x.Load() }) }
func TestAtomicUintptrStore(t *testing.T) { on(t, func(x *atomic.Uintptr) { x.Store(1) }) }
func TestAtomicUintptrSwap(t *testing.T)  { on(t, func(x *atomic.Uintptr) { x.Swap(1) }) }
func TestAtomicUintptrAdd(t *testing.T)   { on(t, func(x *atomic.Uintptr) { x.Add(1) }) }
func TestAtomicUintptrAnd(t *testing.T)   { on(t, func(x *atomic.Uintptr) { x.And(1) }) }
func TestAtomicUintptrOr(t *testing.T)    { on(t, func(x *atomic.Uintptr) { x.Or(1) }) }
func TestAtomicUintptrCompareAndSwap(t *testing.T) {
	on(t, func(x *atomic.Uintptr) { x.CompareAndSwap(0, 1) })
}
func TestAtomicBoolLoad(t *testing.T)  { on(t, func(x *atomic.Bool) { x.Load() }) }
func TestAtomicBoolStore(t *testing.T) { on(t, func(x *atomic.Bool) { x.Store(true) }) }
func TestAtomicBoolSwap(t *testing.T)  { on(t, func(x *atomic.Bool) { x.Swap(true) }) }
func TestAtomicBoolCompareAndSwap(t *testing.T) {
	on(t, func(x *atomic.Bool) { x.CompareAndSwap(false, true) })
}
func TestAtomicPointerLoad(t *testing.T)  { on(t, func(x *atomic.Pointer[int]) { x.Load() }) }
func TestAtomicPointerStore(t *testing.T) { on(t, func(x *atomic.Pointer[int]) { x.Store(nil) }) }
func TestAtomicPointerSwap(t *testing.T)  { on(t, func(x *atomic.Pointer[int]) { x.Swap(nil) }) }
func TestAtomicPointerCompareAndSwap(t *testing.T) {
	on(t, func(x *atomic.Pointer[int]) { x.CompareAndSwap(nil, nil) })
}
func TestAtomicValueLoad(t *testing.T)  { on(t, func(x *atomic.Value) { x.Load() }) }
func TestAtomicValueStore(t *testing.T) { on(t, func(x *atomic.Value) { x.Store(1) }) }
func TestAtomicValueSwap(t *testing.T)  { on(t, func(x *atomic.Value) { x.Swap(1) }) }
func TestAtomicValueCompareAndSwap(t *testing.T) {
	on(t, func(x *atomic.Value) { x.CompareAndSwap(nil, 1) })
}
