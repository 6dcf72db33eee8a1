"""Momentum made orthogonal: in these small models a step of it is worth several of Adam's."""
import torch


class Muon(torch.optim.Optimizer):
    """For weights of two or more dimensions, seen as matrices. `dtype` is what the products are made in, unlike torch's own,
    whose 16 bits cost more than the rest of a training step where the processor has to emulate them. Source: Jordan et al.,
    Muon, 2024."""

    def __init__(self, parameters, lr, weight_decay=0.0, dtype=torch.float32):
        super().__init__(parameters, dict(lr=lr, weight_decay=weight_decay, dtype=dtype))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group['params']:
                state = self.state[p]
                if not state:
                    state['momentum_buffer'] = torch.zeros_like(p)
                m = state['momentum_buffer'].lerp_(p.grad, 0.05)
                g = p.grad.lerp(m, 0.95).flatten(1)
                turned = g.shape[0] > g.shape[1]
                g = g.t() if turned else g
                x = (g / (g.norm() + 1e-9)).to(group['dtype'])
                for _ in range(5):
                    a = x @ x.t()
                    x = 3.4445 * x + (-4.775 * a + 2.0315 * a @ a) @ x
                x = x.t() if turned else x
                p.mul_(1 - group['lr'] * group['weight_decay'])
                # as large as a step of Adam's
                p.add_(x.reshape(p.shape), alpha=-group['lr'] * 0.2 * max(x.shape) ** 0.5)
