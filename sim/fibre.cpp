// Switching between the host's stack and a fibre's: the registers that a called function must keep are
// pushed on the stack that is left, and popped from the one that is entered. No system call is made (the
// C library's swapcontext makes one for the signal mask). Rounding and other float modes are not switched:
// nothing here changes them.
#include "sim/fibre.h"

#include <cstdint>
#include <cstring>
#include <exception>
#include <new>

#if COUTIL_ADDRESS_SANITIZER
#include <sanitizer/common_interface_defs.h>
#else
static void __sanitizer_start_switch_fiber(void**, const void*, std::size_t) {}
static void __sanitizer_finish_switch_fiber(void*, const void**, std::size_t*) {}
#endif

extern "C" {
/// Saves the caller's registers on its stack and that stack's pointer in *left, goes on at `entered`.
void coutil_fibre_switch(std::byte** left, std::byte* entered);
/// Where a new fibre begins: calls start(fibre), both found in registers.
void coutil_fibre_begin();
}

#if defined(__x86_64__)
asm(R"(
.text
.p2align 4
.globl coutil_fibre_switch
.hidden coutil_fibre_switch
.type coutil_fibre_switch, @function
coutil_fibre_switch:
  .cfi_startproc
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
  .cfi_endproc
.size coutil_fibre_switch, .-coutil_fibre_switch

.p2align 4
.globl coutil_fibre_begin
.hidden coutil_fibre_begin
.type coutil_fibre_begin, @function
coutil_fibre_begin:
  .cfi_startproc
  .cfi_undefined rip
  movq %r12, %rdi
  callq *%rbx
  ud2
  .cfi_endproc
.size coutil_fibre_begin, .-coutil_fibre_begin
)");
#elif defined(__aarch64__)
asm(R"(
.text
.p2align 4
.globl coutil_fibre_switch
.hidden coutil_fibre_switch
.type coutil_fibre_switch, %function
coutil_fibre_switch:
  .cfi_startproc
  sub sp, sp, #160
  stp x19, x20, [sp, #0]
  stp x21, x22, [sp, #16]
  stp x23, x24, [sp, #32]
  stp x25, x26, [sp, #48]
  stp x27, x28, [sp, #64]
  stp x29, x30, [sp, #80]
  stp d8, d9, [sp, #96]
  stp d10, d11, [sp, #112]
  stp d12, d13, [sp, #128]
  stp d14, d15, [sp, #144]
  mov x2, sp
  str x2, [x0]
  mov sp, x1
  ldp x19, x20, [sp, #0]
  ldp x21, x22, [sp, #16]
  ldp x23, x24, [sp, #32]
  ldp x25, x26, [sp, #48]
  ldp x27, x28, [sp, #64]
  ldp x29, x30, [sp, #80]
  ldp d8, d9, [sp, #96]
  ldp d10, d11, [sp, #112]
  ldp d12, d13, [sp, #128]
  ldp d14, d15, [sp, #144]
  add sp, sp, #160
  ret
  .cfi_endproc
.size coutil_fibre_switch, .-coutil_fibre_switch

.p2align 4
.globl coutil_fibre_begin
.hidden coutil_fibre_begin
.type coutil_fibre_begin, %function
coutil_fibre_begin:
  .cfi_startproc
  .cfi_undefined x30
  mov x0, x20
  blr x19
  brk #0
  .cfi_endproc
.size coutil_fibre_begin, .-coutil_fibre_begin
)");
#else
#error "Fibres are written for x86-64 and aarch64. Add the switch for this processor in sim/fibre.cpp."
#endif

namespace coutil {
namespace {

// The host's side of the one switch that can be open: outside of the arena, where the host's stack is.
struct Host {
  Fibre* running = nullptr;
  std::byte* stack_pointer = nullptr;
  void* fake_stack = nullptr;
  const void* stack_bottom = nullptr;
  std::size_t stack_bytes = 0;
};
Host host;

using Start = void (*)(Fibre*);

/// Lays out a new stack as if coutil_fibre_switch had left it, and returns its pointer.
std::byte* lay_out_first_frame(std::byte* stack_end, Start start, Fibre* fibre) noexcept {
#if defined(__x86_64__)
  // r15 r14 r13 r12 rbx rbp, the return address, and two words that keep calls aligned.
  void* frame[] = {nullptr,
                   nullptr,
                   nullptr,
                   fibre,
                   reinterpret_cast<void*>(start),
                   nullptr,
                   reinterpret_cast<void*>(&coutil_fibre_begin),
                   nullptr,
                   nullptr};
#else
  // x19 to x30, then d8 to d15.
  void* frame[20] = {};
  frame[0] = reinterpret_cast<void*>(start);
  frame[1] = fibre;
  frame[11] = reinterpret_cast<void*>(&coutil_fibre_begin);
#endif
  std::byte* pointer = stack_end - sizeof frame;
  std::memcpy(pointer, frame, sizeof frame);
  return pointer;
}

}  // namespace

Fibre::Fibre(Arena& arena, Entry entry, void* data)
    : arena_(&arena), entry_(entry), data_(data), stack_(arena.take_stack()) {
  if (stack_ == nullptr) throw std::bad_alloc();
  saved_stack_pointer_ = lay_out_first_frame(stack_end(), &Fibre::start, this);
}

Fibre::~Fibre() { arena_->give_back_stack(stack_); }

void Fibre::switch_in() noexcept {
  host.running = this;
  __sanitizer_start_switch_fiber(&host.fake_stack, stack_, kStackBytes);
  coutil_fibre_switch(&host.stack_pointer, saved_stack_pointer_);
  __sanitizer_finish_switch_fiber(host.fake_stack, nullptr, nullptr);
  host.running = nullptr;
}

void Fibre::switch_out() noexcept { switch_to_host(false); }

void Fibre::leave_for_good() noexcept {
  ended_ = true;
  switch_to_host(true);
  __builtin_unreachable();
}

void Fibre::switch_to_host(bool for_good) noexcept {
  // Without a place for the fake stack, AddressSanitizer frees it.
  __sanitizer_start_switch_fiber(for_good ? nullptr : &fake_stack_, host.stack_bottom, host.stack_bytes);
  coutil_fibre_switch(&saved_stack_pointer_, host.stack_pointer);
  __sanitizer_finish_switch_fiber(fake_stack_, &host.stack_bottom, &host.stack_bytes);
}

void Fibre::start(Fibre* fibre) noexcept {
  __sanitizer_finish_switch_fiber(nullptr, &host.stack_bottom, &host.stack_bytes);
  fibre->run_entry();
  fibre->leave_for_good();
}

void Fibre::run_entry() noexcept {
  try {
    entry_(data_);
  } catch (const std::exception& exception) {
    failed_ = true;
    std::strncpy(failure_, exception.what(), sizeof failure_ - 1);
  } catch (...) {
    failed_ = true;
    std::strncpy(failure_, "an exception that is no std::exception", sizeof failure_ - 1);
  }
}

Fibre* Fibre::current() noexcept { return host.running; }

}  // namespace coutil
